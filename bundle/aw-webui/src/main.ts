/** Composition: styles, store, routes, page. */
import { begun } from "./begin";
import { createPinia } from "pinia";
import { createApp } from "vue";
import "./styles/tokens.css";
import "./styles/palette.css";
import "./styles/base.css";
import "./styles/controls.css";
import App from "./App.vue";
import { router } from "./router";

await begun;
createApp(App).use(createPinia()).use(router).mount("#app");
