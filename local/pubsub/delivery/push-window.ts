/** How many pushes of a subscription may be under way: https://cloud.google.com/pubsub/docs/push#push_flow_control */

const initial = 3;
const maximum = 100;

/** Grows by one with every success, so that it doubles each round, and halves with a failure. */
export class PushWindow {
  #size = initial;
  #underWay = 0;

  get room(): number {
    return Math.floor(this.#size) - this.#underWay;
  }

  begin(): void {
    this.#underWay += 1;
  }

  end(isSuccess: boolean): void {
    this.#underWay -= 1;
    this.#size = isSuccess ? Math.min(this.#size + 1, maximum) : Math.max(this.#size / 2, 1);
  }
}
