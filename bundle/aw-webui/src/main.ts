/** Composition: styles, store, routes, page. */
import { claimed } from "./letin";
import { createPinia } from "pinia";
import { createApp } from "vue";
import "./styles/tokens.css";
import "./styles/palette.css";
import "./styles/base.css";
import "./styles/controls.css";
import App from "./App.vue";
import { router } from "./router";

await claimed;
createApp(App).use(createPinia()).use(router).mount("#app");
