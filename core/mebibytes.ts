/** An amount of memory as Kubernetes writes it, `512Mi` or `1Gi`, in MiB. @throws Error for any other */
export function mebibytes(memory: string): number {
  const [, amount, unit] = /^(\d+)(Mi|Gi)$/.exec(memory) ?? [];
  if (!amount) throw new Error(`memory ${JSON.stringify(memory)} is neither in Mi nor in Gi`);
  return Number(amount) * (unit === 'Gi' ? 1024 : 1);
}
