export { SffApp, type SffAppProps } from './app';
export { Application, type ApplicationProps, type WorkloadScope } from './application';
export { AgentKey } from './azure/agent-key';
export type { ArcAgents } from './azure/arc-agents';
export { type ArcCluster, ArcConnection, type ArcConnectionProps } from './azure/arc-connection';
export { AzureSite, type AzureSiteProps } from './azure/azure-site';
export {
  ArcExtension,
  type ArcExtensionProps,
  type ArcExtensionScope,
  type ArcExtensionVersion,
} from './azure/extension';
export {
  ArcFluxConfiguration,
  type ArcFluxConfigurationProps,
} from './azure/flux-configuration';
export type { FluxKustomization, FluxSubstitutes } from './azure/flux-kustomization';
export {
  type BucketSourceProps,
  FluxSource,
  type FluxSourceProps,
  type GitReference,
  type GitSourceProps,
  type OciReference,
  type OciSourceProps,
} from './azure/flux-source';
export {
  type MachineNetwork,
  type MachineOs,
  ProvisionedMachine,
  type ProvisionedMachineProps,
} from './azure/machine';
export {
  type AzureCommonProps,
  AzureResource,
  type AzureResourceProps,
} from './azure/resource';
export { type AzureReference, AzureSecret, ref } from './azure/value';
export { ComposeProject, ComposeService } from './compose/adopted';
export { type ComposeNetwork, DockerComposeSite, type DockerComposeSiteProps } from './compose/site';
export type {
  ComposeBlkioLimit,
  ComposeBlkioWeight,
  ComposeBuild,
  ComposeCommand,
  ComposeConfigDefinition,
  ComposeContainerFields,
  ComposeDependency,
  ComposeDeployment,
  ComposeDevelopment,
  ComposeDevice,
  ComposeDevices,
  ComposeEnvFile,
  ComposeExtraHosts,
  ComposeGenericResources,
  ComposeGpus,
  ComposeGrant,
  ComposeGrants,
  ComposeHealthcheck,
  ComposeInclude,
  ComposeJobDefinition,
  ComposeListOrDict,
  ComposeLogging,
  ComposeModelDefinition,
  ComposeMount,
  ComposeNetworkAttachment,
  ComposeNetworkDefinition,
  ComposePort,
  ComposePreStartHook,
  ComposeResources,
  ComposeSchedule,
  ComposeSecretDefinition,
  ComposeServiceDefinition,
  ComposeServiceHook,
  ComposeSpecification,
  ComposeStringOrList,
  ComposeUlimits,
  ComposeVolumeDefinition,
  ComposeWorkloadFields,
} from './compose/spec';
export { type DeviceTarget, SffDevice, type SffDeviceProps } from './device';
export { OrchestratorConflictError, SffError, type SffErrorDetails } from './errors';
export { Fleet, type FleetProps } from './fleet';
export type { RenameProps } from './identity/rename';
export type { ImageLock, ImageLockEntry } from './image/lock';
export type { InventoryProps } from './inventory';
export { HelmChart, type HelmChartProps } from './k3s/helm-chart';
export type { ObjectReference } from './k3s/patch';
export { type K3sNetwork, K3sSite, type K3sSiteProps } from './k3s/site';
export {
  type KubernetesOrchestrator,
  type One,
  type Orchestrator,
  type OrchestratorError,
  parseOrchestrator,
} from './orchestrator';
export { OutputError, type OutputErrorCode, type OutputErrorDetails } from './output/error';
export type { AzureConstruct, AzureLifecycle, AzureScope } from './portable/azure';
export type {
  CapabilitiesProps,
  Capability,
  ConfigFile,
  ContainerProps,
  EnvValue,
  InitContainerProps,
  Limits,
  Reservations,
  SecretMount,
  SecurityExceptions,
  SidecarProps,
  VolumeMount,
} from './portable/container';
export type { Logging, Priority, WorkloadDefaults } from './portable/defaults';
export { Egress, type EgressTarget } from './portable/egress';
export type { Architecture, Disk, Gpu, Hardware, Nic, Partition } from './portable/hardware';
export {
  Health,
  type HealthCheck,
  type HealthTiming,
  type HttpHealthProps,
  type TcpHealthProps,
} from './portable/health';
export type { Labels } from './portable/labels';
export type { PortProps, Publish } from './portable/port';
export { Secret, type SecretProps } from './portable/secret';
export type {
  ComposeChoices,
  K3sChoices,
  KubernetesChoices,
  PeripheralAccess,
  TargetOf,
  WorkloadTarget,
} from './portable/target';
export type { HostPathVolume, NamedVolume, TmpfsVolume, Volume } from './portable/volume';
export type { KubernetesSite, Link, Proxy, Site, SiteNetwork, SiteProps } from './site';
export { SffValidationError } from './validation/error';
export type { Problem } from './validation/problem';
export type { RuleCode, WaivableRule } from './validation/rules';
export { Rules, type WaiverProps } from './validation/waiver';
export type { PodPeer } from './workload/model';
export type { HostNetworkProps, WorkloadProps } from './workload/props';
export { Workload } from './workload/workload';
