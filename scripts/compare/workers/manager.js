// The work of the Node manager over `vectordb`: a process a call, or one that answers line by line.
//
//     node manager.js HOME DATABASE search QUERY | stats | list | store COUNT | answer
//
// HOME holds node_modules. Vectors are the manager's: a hash of the text. `answer` reads a JSON document a
// line, {"vector": [...]} or {"store": N}, and answers each with {"ms", "ids"}.
const [, , home, database, action, argument] = process.argv;
const crypto = require("crypto");
const readline = require("readline");
const { connect } = require(require.resolve("vectordb", { paths: [home] }));

const WIDTH = 384;
const HASH_BYTES = 32;
const HITS = 10;
const LISTED = 20;
const EVERYTHING = 2000000;

function hashed(text) {
  const hash = crypto.createHash("sha256").update(text).digest();
  return Array.from({ length: WIDTH }, (_, at) => hash[at % HASH_BYTES] / 128 - 1);
}

function entry(number) {
  const text = `Note ${number}: the retry limit of the ingress is 7 in staging.`;
  return {
    id: `general-${Date.now()}-${String(number).padStart(6, "0")}`,
    vector: hashed(text),
    text,
    type: "general",
    project_id: "compare",
    session_id: "s",
    agent: "qa",
    timestamp: new Date().toISOString(),
    metadata: "{}",
  };
}

// The manager lists by searching for zero without a limit, and counts and sorts what comes.
async function everything(table) {
  const rows = await table.search(new Array(WIDTH).fill(0)).limit(EVERYTHING).execute();
  return rows.filter((row) => row.type !== "system");
}

const withoutVector = ({ vector, _distance, ...rest }) => rest;

function count(rows, column) {
  const counts = {};
  for (const row of rows) counts[row[column]] = (counts[row[column]] || 0) + 1;
  return counts;
}

async function search(table, vector) {
  const rows = await table.search(vector).limit(HITS).execute();
  return rows.map((row) => ({ ...withoutVector(row), score: 1 / (1 + row._distance) }));
}

async function store(table, amount) {
  for (let number = 0; number < amount; number += 1) await table.add([entry(number)]);
}

async function answer(table) {
  const lines = readline.createInterface({ input: process.stdin });
  console.log(JSON.stringify({ ready: true }));
  for await (const line of lines) {
    const asked = JSON.parse(line);
    const started = process.hrtime.bigint();
    let ids = [];
    if (asked.vector) ids = (await search(table, asked.vector)).map((hit) => hit.id);
    else await store(table, asked.store);
    const ms = Number(process.hrtime.bigint() - started) / 1e6;
    console.log(JSON.stringify({ ms, ids }));
  }
}

async function main() {
  const connection = await connect(database);
  const table = await connection.openTable("orchestra_knowledge");
  if (action === "answer") return answer(table);
  if (action === "store") return store(table, Number(argument));
  let told;
  if (action === "search") {
    told = await search(table, hashed(argument));
  } else {
    const rows = await everything(table);
    if (action === "stats") {
      const columns = ["type", "agent", "project_id"];
      told = { total: rows.length };
      for (const column of columns) told[column] = count(rows, column);
    } else {
      rows.sort((one, other) => (one.timestamp < other.timestamp ? 1 : -1));
      told = rows.slice(0, LISTED).map(withoutVector);
    }
  }
  console.log(JSON.stringify(told, null, 2));
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
