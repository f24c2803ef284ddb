/** The exact one-sided sign test, as the years of a gate need it: from counts alone. */

const logFactorials = [0];
function logFactorial(n: number): number {
  for (let k = logFactorials.length; k <= n; k++) logFactorials.push(logFactorials[k - 1]! + Math.log(k));
  return logFactorials[n]!;
}

/** The chance of so many wins or more among the examples on which two models differ, if neither is better. */
export function signTest(wins: number, losses: number): number {
  const n = wins + losses;
  let chance = 0;
  for (let k = wins; k <= n; k++)
    chance += Math.exp(logFactorial(n) - logFactorial(k) - logFactorial(n - k) - n * Math.LN2);
  return Math.min(1, chance);
}
