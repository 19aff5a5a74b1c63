/** The one client of the page. */
import { ApiClient } from "./client";

export const api = new ApiClient();
