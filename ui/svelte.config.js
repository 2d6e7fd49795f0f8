// Svelte is used with its defaults; runes everywhere.
export default { compilerOptions: { runes: true } };
