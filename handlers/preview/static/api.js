// The page's own small API: requests with the page's key, and the stream of events.

const key = document.querySelector("meta[name=preview-key]").content;

/** Do one thing as the given person ("user" or "admin"); throws an Error with words for a person. */
export async function call(who, name, given = {}) {
  const response = await fetch(`/page/${name}`, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-Preview-Key": key },
    body: JSON.stringify({ who, ...given }),
  });
  return answer(response);
}

export async function upload(who, file, caption) {
  const form = new FormData();
  form.set("who", who);
  form.set("caption", caption);
  form.set("file", file);
  return answer(await fetch("/page/upload", { method: "POST", headers: { "X-Preview-Key": key }, body: form }));
}

export async function state(who) {
  return answer(await fetch(`/page/state?who=${who}`, { headers: { "X-Preview-Key": key } }));
}

export function fileUrl(fileId) {
  return `/page/file/${encodeURIComponent(fileId)}?key=${encodeURIComponent(key)}`;
}

/** Listen to what happens in a person's chat; returns a function that stops. The browser reconnects by itself. */
export function listen(who, { onOpen, onEvent, onLost }) {
  const stream = new EventSource(`/page/events?who=${who}&key=${encodeURIComponent(key)}`);
  stream.onopen = onOpen;
  stream.onmessage = (event) => onEvent(JSON.parse(event.data));
  stream.onerror = () => {
    onLost();
    // The browser gives up after a refusal: the preview was started anew and has another key.
    if (stream.readyState === EventSource.CLOSED) setTimeout(() => location.reload(), 2000);
  };
  return () => stream.close();
}

async function answer(response) {
  const body = await response.json();
  if (!response.ok) throw new Error(body.error || `The preview answered ${response.status}`);
  return body;
}
