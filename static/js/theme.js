// Runs before the page is painted, so that a chosen theme never flashes; everything else waits.
(() => {
  const root = document.documentElement;
  root.classList.add("js");
  try {
    const theme = localStorage.getItem("theme");
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  } catch {
    // A browser that forbids storage follows the system.
  }
})();
