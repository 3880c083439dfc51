// Package rosetta stands in for github.com/tonistiigi/go-rosetta, which the module proxy no longer serves. The Docker
// client asks it one question, for `docker version` on a Mac; engines run on Linux, where the answer is always no.
package rosetta

// Enabled says whether the program is translated by Apple's Rosetta.
func Enabled() bool { return false }
