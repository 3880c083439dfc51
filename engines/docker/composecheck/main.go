// Command composecheck reads Compose files as strictly as Docker Compose does: schema, interpolation, consistency.
// It prints one line of JSON for each file, and ends with 1 when one is refused.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"github.com/compose-spec/compose-go/v2/cli"
	"github.com/sirupsen/logrus"
)

type verdict struct {
	File     string   `json:"file"`
	Services int      `json:"services"`
	Warnings []string `json:"warnings,omitempty"`
	Error    string   `json:"error,omitempty"`
}

// warnings keeps what compose-go only logs: an unset variable or an obsolete key is a defect of a file that we emit.
type warnings struct{ messages []string }

func (w *warnings) Levels() []logrus.Level {
	return []logrus.Level{logrus.WarnLevel, logrus.ErrorLevel}
}
func (w *warnings) Fire(entry *logrus.Entry) error {
	w.messages = append(w.messages, entry.Message)
	return nil
}

func check(file string) (result verdict) {
	result.File = file
	log := &warnings{}
	logrus.StandardLogger().ReplaceHooks(logrus.LevelHooks{})
	logrus.AddHook(log)
	defer func() { result.Warnings = log.messages }()
	options, err := cli.NewProjectOptions(
		[]string{file},
		cli.WithWorkingDirectory(filepath.Dir(file)),
		cli.WithResolvedPaths(true),
		cli.WithInterpolation(true),
		cli.WithProfiles([]string{"*"}),
		// What env files hold is the device's business.
		cli.WithoutEnvironmentResolution,
	)
	if err == nil {
		project, loadErr := options.LoadProject(context.Background())
		if err = loadErr; err == nil {
			result.Services = len(project.Services)
		}
	}
	if err != nil {
		result.Error = err.Error()
	}
	return result
}

func main() {
	logrus.SetOutput(os.Stderr)
	logrus.SetLevel(logrus.WarnLevel)
	out, failed := json.NewEncoder(os.Stdout), false
	for _, file := range os.Args[1:] {
		result := check(file)
		failed = failed || result.Error != ""
		if err := out.Encode(result); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(2)
		}
	}
	if failed {
		os.Exit(1)
	}
}
