// Placeholder of the map component, so that the package builds.
export default function atlas({ parentElement }) {
  if (parentElement.querySelector("[data-testid=atlas]")) return;
  const root = document.createElement("div");
  root.dataset.testid = "atlas";
  parentElement.append(root);
}
