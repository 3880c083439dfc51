// Package crds pins the modules that carry the CRDs of K3s.
package crds

import (
	_ "github.com/k3s-io/api/pkg/crds"
	_ "github.com/k3s-io/helm-controller/pkg/crds"
)
