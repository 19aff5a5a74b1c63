/* Preloaded into a program, this writes down what the program does to the files in AW_RECORD_DIR: every write,
 * truncation, sync and change of a name, in order, with the monotonic time, into the file AW_RECORD_LOG.
 *
 * A write is noted after it was made, a sync before it begins and after it has returned: so whatever is noted before
 * the beginning of a sync that has ended is on the disk, and nothing else is. tests/support/powercut.py reads it. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

enum { WRITE = 1, TRUNCATE, SYNC_BEGIN, SYNC_END, CREATE, UNLINK, RENAME };

struct head {
    uint32_t op, thread, path_length, data_length;
    uint64_t nanoseconds, offset;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static const char *folder;
static size_t folder_length;
static int journal = -1;

__attribute__((constructor)) static void begin(void) {
    const char *path = getenv("AW_RECORD_LOG");
    folder = getenv("AW_RECORD_DIR");
    if (!path || !folder) return;
    folder_length = strlen(folder);
    journal = syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

static int ours(const char *path) {
    return journal >= 0 && strncmp(path, folder, folder_length) == 0 &&
           (path[folder_length] == '/' || path[folder_length] == 0);
}

static int path_of(int fd, char *path) {
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = syscall(SYS_readlinkat, AT_FDCWD, link, path, PATH_MAX - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return ours(path);
}

static void note(uint32_t op, const char *path, uint64_t offset, const void *data, size_t length) {
    struct timespec now;
    int saved = errno;
    pthread_mutex_lock(&lock);
    clock_gettime(CLOCK_MONOTONIC, &now);
    struct head head = {op, (uint32_t)syscall(SYS_gettid), (uint32_t)strlen(path), (uint32_t)length,
                        (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec, offset};
    struct iovec parts[] = {{&head, sizeof head}, {(void *)path, head.path_length}, {(void *)data, length}};
    if (syscall(SYS_writev, journal, parts, 3) < 0) abort();
    pthread_mutex_unlock(&lock);
    errno = saved;
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

ssize_t write(int fd, const void *data, size_t length) {
    char path[PATH_MAX];
    int mine = journal >= 0 && fd != journal && path_of(fd, path);
    ssize_t done = REAL(write)(fd, data, length);
    if (mine && done > 0) note(WRITE, path, (uint64_t)lseek(fd, 0, SEEK_CUR) - (uint64_t)done, data, (size_t)done);
    return done;
}

#define PWRITE(name, type)                                                         \
    ssize_t name(int fd, const void *data, size_t length, type offset) {           \
        char path[PATH_MAX];                                                       \
        ssize_t done = REAL(name)(fd, data, length, offset);                       \
        if (done > 0 && path_of(fd, path)) note(WRITE, path, (uint64_t)offset, data, (size_t)done); \
        return done;                                                               \
    }
PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)

#define TRUNCATE_TO(name, type)                                                    \
    int name(int fd, type length) {                                                \
        char path[PATH_MAX];                                                       \
        int result = REAL(name)(fd, length);                                       \
        if (result == 0 && path_of(fd, path)) note(TRUNCATE, path, (uint64_t)length, "", 0); \
        return result;                                                             \
    }
TRUNCATE_TO(ftruncate, off_t)
TRUNCATE_TO(ftruncate64, off64_t)

#define SYNC(name)                                                                 \
    int name(int fd) {                                                             \
        char path[PATH_MAX];                                                       \
        int mine = path_of(fd, path);                                              \
        if (mine) note(SYNC_BEGIN, path, 0, "", 0);                                \
        int result = REAL(name)(fd);                                               \
        if (mine && result == 0) note(SYNC_END, path, 0, "", 0);                   \
        return result;                                                             \
    }
SYNC(fsync)
SYNC(fdatasync)

#define OPEN(name)                                                                 \
    int name(const char *asked, int flags, ...) {                                  \
        va_list more;                                                              \
        va_start(more, flags);                                                     \
        mode_t mode = (flags & O_CREAT) ? va_arg(more, mode_t) : 0;                \
        va_end(more);                                                              \
        char path[PATH_MAX];                                                       \
        int fresh = journal >= 0 && (flags & O_CREAT) && syscall(SYS_faccessat, AT_FDCWD, asked, F_OK) != 0; \
        int fd = REAL(name)(asked, flags, mode);                                   \
        if (fd >= 0 && fresh && path_of(fd, path)) note(CREATE, path, 0, "", 0);   \
        else if (fd >= 0 && (flags & O_TRUNC) && path_of(fd, path)) note(TRUNCATE, path, 0, "", 0); \
        return fd;                                                                 \
    }
OPEN(open)
OPEN(open64)

int unlink(const char *path) {
    int result = REAL(unlink)(path);
    if (result == 0 && ours(path)) note(UNLINK, path, 0, "", 0);
    return result;
}

int rename(const char *from, const char *to) {
    int result = REAL(rename)(from, to);
    if (result == 0 && ours(from)) note(RENAME, from, 0, to, strlen(to));
    return result;
}
