import { HelmChart, type Site } from 'sff-constructs';

/** Labels of the pods of the chart, which the workloads that it scrapes let in. */
export const SCRAPER = { namespace: 'monitoring', podLabels: { 'app.kubernetes.io/name': 'alloy' } };

/** Grafana Alloy, which sends metrics to head office: a Helm chart that K3s itself installs. */
export function addMonitoring(site: Site<'k3s'>, store: string, target: string): HelmChart {
  return new HelmChart(site, 'alloy', {
    repo: 'https://grafana.github.io/helm-charts',
    chart: 'alloy',
    version: '1.5.1',
    namespace: SCRAPER.namespace,
    values: {
      controller: { type: 'deployment', replicas: 1 },
      alloy: {
        resources: { limits: { cpu: '200m', memory: '256Mi' } },
        configMap: { content: configOf(store, target) },
      },
    },
  });
}

function configOf(store: string, target: string): string {
  return `prometheus.scrape "pos" {
  targets    = [{ "__address__" = "${target}", "store" = "${store}" }]
  forward_to = [prometheus.remote_write.head_office.receiver]
}

prometheus.remote_write "head_office" {
  endpoint {
    url = "https://metrics.contoso.com/api/v1/push"
  }
}
`;
}
