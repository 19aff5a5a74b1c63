/** Imported first: the code in the address has to be gone before the routes look at it. */
import { claimKey } from "./api/key";

export const claimed = claimKey(window);
