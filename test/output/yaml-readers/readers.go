// Readers checks what sigs.k8s.io/yaml (Kubernetes, K3s) and go.yaml.in/yaml/v3 (Compose) read from the cases on stdin.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"reflect"

	yamlv3 "go.yaml.in/yaml/v3"
	"sigs.k8s.io/yaml"
)

// A testCase is one YAML document and the data that it has to mean.
type testCase struct {
	Text  string
	Value any
}

var readers = map[string]func(text []byte) (any, error){
	"sigs.k8s.io/yaml": func(text []byte) (value any, err error) {
		return value, yaml.Unmarshal(text, &value)
	},
	"go.yaml.in/yaml/v3": func(text []byte) (value any, err error) {
		var native any
		if err := yamlv3.Unmarshal(text, &native); err != nil {
			return nil, err
		}
		encoded, err := json.Marshal(native)
		if err != nil {
			return nil, err
		}
		return value, json.Unmarshal(encoded, &value)
	},
}

func main() {
	cases := json.NewDecoder(os.Stdin)
	count, misread := 0, 0
	for ; ; count++ {
		var c testCase
		if err := cases.Decode(&c); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			panic(err)
		}
		for name, read := range readers {
			if got, err := read([]byte(c.Text)); err != nil || !reflect.DeepEqual(got, c.Value) {
				misread++
				if misread <= 20 {
					fmt.Printf("%s: %.300q\n  want %.300q\n  got  %.300q %v\n", name, c.Text, c.Value, got, err)
				}
			}
		}
	}
	fmt.Printf("sigs.k8s.io/yaml, go.yaml.in/yaml/v3: %d documents, %d misread\n", count, misread)
	if misread > 0 || count == 0 {
		os.Exit(1)
	}
}
