// A MongoDB-compatible server for the tests: FerretDB with its SQLite backend, in one program.
//
// usage: ferretdb ADDRESS FOLDER   (FerretDB's own command refuses to start when it was not built from its repository)
package main

import (
	"context"
	"log"
	"os"
	"os/signal"
	"syscall"

	"github.com/FerretDB/FerretDB/ferretdb"
)

func main() {
	if len(os.Args) != 3 {
		log.Fatal("usage: ferretdb ADDRESS FOLDER")
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	server, err := ferretdb.New(&ferretdb.Config{
		Listener:  ferretdb.ListenerConfig{TCP: os.Args[1]},
		Handler:   "sqlite",
		SQLiteURL: "file:" + os.Args[2] + "/",
	})
	if err != nil {
		log.Fatal(err)
	}
	if err = server.Run(ctx); err != nil && ctx.Err() == nil {
		log.Fatal(err)
	}
}
