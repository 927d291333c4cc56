const tasks: (() => Promise<unknown>)[] = [];

/** Runs the task after the tests of this file, last registered first. */
export function onTestEnd(task: () => Promise<unknown>): void {
  tasks.push(task);
}

afterAll(async () => {
  for (const task of tasks.splice(0).reverse()) await task();
});
