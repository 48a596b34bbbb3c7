// Documents: copied as they are in the package, and printed.
import { say } from "./dialogs.js";

const copy = async (button) => {
  button.disabled = true;
  try {
    const answer = await fetch(button.dataset.copy, { headers: { Accept: "text/plain" } });
    if (!answer.ok) throw new Error(answer.statusText);
    await navigator.clipboard.writeText(await answer.text());
    say({ text: button.dataset.copied });
  } catch {
    // No leave to write there: the file itself is the way that always works.
    location.assign(button.dataset.copy);
  } finally {
    button.disabled = false;
  }
};

export const start = () => {
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-copy], [data-print]");
    if (button?.dataset.copy) copy(button);
    else if (button) window.print();
  });
};
