/** A budget that says when the project costs more than was meant. */
import * as gcp from '@pulumi/gcp';
import * as pulumi from '@pulumi/pulumi';

export interface BudgetArgs {
  project: string;
  /** Those that must be on before the project can be asked for. */
  apis: gcp.projects.Service[];
  /** As 012345-6789AB-CDEF01. */
  billingAccount: string;
  /** What a month may cost, in whole units of the billing account's currency. */
  monthly: number;
  /** Who is told besides the billing account's administrators. */
  email?: string;
}

/**
 * One unit, because an alert that reaches nobody is none. It only tells: neither Google nor Landfall stops spending at
 * a budget, and what was spent is known hours later.
 */
export class Budget extends pulumi.ComponentResource {
  constructor(name: string, args: BudgetArgs, opts?: pulumi.ComponentResourceOptions) {
    super('landfall:Budget', name, {}, opts);
    const { project, apis, billingAccount, monthly, email } = args;
    const parent = { parent: this };
    // The API takes a person's credentials only with a project that the call is counted on.
    const provider = new gcp.Provider(
      'billing',
      { project, billingProject: project, userProjectOverride: true },
      parent,
    );
    // What the component waits for, a question does not: it takes no more than its provider from its parent.
    const { number } = gcp.organizations.getProjectOutput({ projectId: project }, { ...parent, dependsOn: apis });
    const channels = email
      ? [
          new gcp.monitoring.NotificationChannel(
            name,
            { displayName: 'Landfall: who hears of the budget', type: 'email', labels: { email_address: email } },
            parent,
          ),
        ]
      : [];
    new gcp.billing.Budget(
      name,
      {
        billingAccount,
        displayName: `Landfall in ${project}`,
        budgetFilter: { projects: [pulumi.interpolate`projects/${number}`] },
        amount: { specifiedAmount: { units: String(monthly) } },
        thresholdRules: [
          { thresholdPercent: 0.5 },
          { thresholdPercent: 0.9 },
          { thresholdPercent: 1 },
          { thresholdPercent: 1, spendBasis: 'FORECASTED_SPEND' },
        ],
        ...(channels.length > 0 && {
          allUpdatesRule: { monitoringNotificationChannels: channels.map((channel) => channel.id) },
        }),
      },
      { ...parent, provider },
    );
    this.registerOutputs({});
  }
}
