// The API browser: Swagger UI over this server's own description. Nothing is asked of any other host.
"use strict";

// The theme chosen in the web UI (its theme.js has put it on the page), else the system's.
const page = document.documentElement;
const system = matchMedia("(prefers-color-scheme: dark)");
const paint = () => page.classList.toggle("dark-mode", (page.dataset.theme ?? (system.matches ? "dark" : "")) === "dark");
system.addEventListener("change", paint);
paint();

SwaggerUIBundle({
  dom_id: "#playground",
  url: "/api/openapi.json",
  // Its own default would send the address of this page to a validator on the network.
  validatorUrl: null,
  deepLinking: true,
  displayRequestDuration: true,
  defaultModelsExpandDepth: 0,
  tryItOutEnabled: true,
});
