// How pytest talks to these scripts: one request on stdin, one answer on stdout.

export async function answer(handle) {
  let text = "";
  for await (const chunk of process.stdin) text += chunk;
  const result = await handle(JSON.parse(text));
  process.stdout.write(`${JSON.stringify(result)}\n`);
}
