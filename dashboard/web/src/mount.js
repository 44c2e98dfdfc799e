// The Streamlit component function: it mounts once per parent and updates in place ever after.
export function mounting(Kind) {
  const mounted = new WeakMap();
  return function atlas(component) {
    const parent = component.parentElement;
    let app = mounted.get(parent);
    if (!app) mounted.set(parent, (app = new Kind(component)));
    app.update(component);
    // Streamlit also calls the cleanup of a run that a newer one overtook; only a parent that left the page is over.
    return () =>
      setTimeout(() => {
        if (app.root.isConnected || mounted.get(parent) !== app) return;
        mounted.delete(parent);
        app.close();
      }, 1000);
  };
}
