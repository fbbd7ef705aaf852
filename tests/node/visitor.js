// What the Node manager does with a table: opens, reads, searches, appends, reads again.
// Usage: node visitor.js <folder with node_modules> <database> <id to append>
const [, , home, database, id] = process.argv;
const { connect } = require(require.resolve("vectordb", { paths: [home] }));

const zero = () => new Array(384).fill(0);

async function read(table) {
  // The Node manager lists by searching with a zero vector and a wide limit.
  const rows = await table.search(zero()).limit(100000).execute();
  return rows.map((row) => ({ id: row.id, text: row.text }));
}

async function main() {
  const connection = await connect(database);
  const table = await connection.openTable("orchestra_knowledge");
  const before = await read(table);
  const first = before[0];
  const quoted = first.id.replace(/'/g, "''");
  const filtered = await table.search(zero()).where(`id = '${quoted}'`).limit(5).execute();
  await table.add([
    {
      id,
      vector: zero().map((_, index) => index / 384),
      text: "Node wrote this: 日本語 and 'quotes'",
      type: "decision",
      project_id: "from-node",
      session_id: "s",
      agent: "go",
      timestamp: new Date().toISOString(),
      metadata: "{}",
    },
  ]);
  const after = await read(table);
  console.log(
    JSON.stringify({
      rows: await table.countRows(),
      before,
      filtered: filtered.map((row) => row.id),
      after: after.map((row) => row.id),
    }),
  );
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
