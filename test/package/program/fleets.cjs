/** One K3s store and one Compose kiosk with the same application, by the names that `sff` exports. */
exports.fleets = (sff, { Size }) => {
  const app = new sff.SffApp();
  const hardware = { architecture: 'amd64', cores: 4, memory: Size.gibibytes(8), address: '10.0.42.11' };
  const stores = new sff.Fleet(app, 'stores', { orchestrator: 'k3s' });
  const kiosks = new sff.Fleet(app, 'kiosks', { orchestrator: 'docker-compose' });
  const image = `registry.contoso.com/pos:1.4.2@sha256:${'0123456789abcdef'.repeat(4)}`;
  const kiosk = new sff.DockerComposeSite(kiosks, 'kiosk-1', { network: { lan: '10.0.42.0/24' } });
  // Adopted services are read by the schema of the specification, which the package has to have.
  kiosk.addService('agent', { image, restart: 'always', cpus: 0.1, mem_limit: '64m' });
  for (const site of [new sff.K3sSite(stores, 'store-1', { network: { lan: '10.0.42.0/24' } }), kiosk]) {
    new sff.SffDevice(site, 'node-1', hardware);
    new sff.Workload(new sff.Application(site, 'till'), 'pos', {
      image,
      user: 10001,
      limits: { cpu: 0.5, memory: Size.mebibytes(256) },
      ports: [{ name: 'http', port: 8080, publish: 80 }],
    });
  }
  return app;
};
