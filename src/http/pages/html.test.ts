import assert from "node:assert/strict";
import { test } from "node:test";
import { html } from "./html.ts";
import { ctime } from "./page-actions.ts";

test("what is put into a page is text, unless it is a piece of a page", () => {
  const evil = `<b a="1" b='2'>&amp;`;
  assert.equal(
    html`<p title="${evil}">${evil}${html`<i>${1}</i>`}${[html`<u>`, html`</u>`]}${undefined}</p>`.text,
    '<p title="&lt;b a=&quot;1&quot; b=&#39;2&#39;&gt;&amp;amp;">&lt;b a=&quot;1&quot; b=&#39;2&#39;&gt;&amp;amp;<i>1</i><u></u></p>',
  );
});

test("times are as ctime(3) writes them", () => {
  assert.equal(ctime(new Date(2026, 10, 7, 2, 9, 5)), "Sat Nov  7 02:09:05 2026");
});
