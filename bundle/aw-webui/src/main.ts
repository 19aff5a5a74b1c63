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
import { askAhead } from "./stores/ahead";

await claimed;
const app = createApp(App).use(createPinia());
askAhead(window.location.hash);
app.use(router).mount("#app");
