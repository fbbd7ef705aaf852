// What Node programs do with a table: open, read, search, filter, append, compact, read again.
// Usage: node visitor.js <folder with node_modules> <database> <id to append> <number>
// Prints what it saw as JSON. <number> fills the vector that it searches for.
const [, , home, database, id, number] = process.argv;
const { connect } = require(require.resolve("vectordb", { paths: [home] }));

const WIDTH = 384;
const EVERYTHING = 100000;

const vector = (value) => new Array(WIDTH).fill(value);

async function read(table) {
  // The Node manager lists by searching with a zero vector and a wide limit.
  const rows = await table.search(vector(0)).limit(EVERYTHING).execute();
  return Object.fromEntries(rows.map((row) => [row.id, row.text]));
}

async function main() {
  const connection = await connect(database);
  const table = await connection.openTable("orchestra_knowledge");
  const before = await read(table);
  const [nearest] = await table.search(vector(Number(number))).limit(1).execute();
  const decisions = await table.filter("type = 'decision'").limit(EVERYTHING).execute();
  await table.add([
    {
      id,
      vector: vector(0.125),
      text: "Node wrote this: 日本語 and 'quotes'",
      type: "decision",
      project_id: "from-node",
      session_id: "s",
      agent: "go",
      timestamp: new Date().toISOString(),
      metadata: "{}",
    },
  ]);
  await table.compactFiles();
  const seen = {
    before,
    nearest: nearest.id,
    decisions: decisions.length,
    after: Object.keys(await read(table)).length,
    rows: await table.countRows(),
  };
  console.log(JSON.stringify(seen));
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
