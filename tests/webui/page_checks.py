"""Checks that run inside a page: contrast, names, ids. JavaScript functions as text."""

# Contrast of each piece of visible text to what lies behind it (WCAG 2), by drawing colours onto a canvas.
CONTRASTS = """() => {
    const pen = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
    const rgba = colour => {
        pen.clearRect(0, 0, 1, 1);
        pen.fillStyle = colour;
        pen.fillRect(0, 0, 1, 1);
        return [...pen.getImageData(0, 0, 1, 1).data];
    };
    const luminance = ([r, g, b]) => {
        const [x, y, z] = [r, g, b].map(v => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
        return 0.2126 * x + 0.7152 * y + 0.0722 * z;
    };
    const behind = element => {
        for (let at = element; at; at = at.parentElement) {
            const colour = rgba(getComputedStyle(at).backgroundColor);
            if (colour[3] > 250) return colour;
        }
        return [255, 255, 255, 255];
    };
    const found = [];
    const walker = document.createTreeWalker(document.querySelector("#app"), NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const element = node.parentElement;
        if (!node.data.trim() || element.closest(".aloud") || !element.checkVisibility()) continue;
        const pair = [rgba(getComputedStyle(element).color), behind(element)].map(luminance).sort((a, b) => b - a);
        found.push({ text: node.data.trim(), ratio: (pair[0] + 0.05) / (pair[1] + 0.05) });
    }
    return found;
}"""

# Things a person can act on that a screen reader could not name.
NAMELESS = """() => [...document.querySelectorAll("a, button, input, summary, [tabindex], [role=option], section")]
    .filter(e => !(e.getAttribute("aria-label") || e.labels?.[0]?.textContent || e.textContent).trim())
    .map(e => e.outerHTML)"""

# How many elements share an id with another one.
TWINS = """() => {
    const ids = [...document.querySelectorAll("[id]")].map(e => e.id);
    return ids.length - new Set(ids).size;
}"""

# What the browser tells a page whose tab is shown or hidden.
SHOW = """visible => {
    Object.defineProperty(document, "hidden", { get: () => !visible, configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
}"""
