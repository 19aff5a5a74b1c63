// Applies the remembered theme before the first paint; src/stores/theme.ts takes over from here.
try {
  const theme = localStorage.getItem("aw-theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // Storage can be switched off; then the system's theme holds.
}
