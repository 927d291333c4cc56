// Renders the chart in deploy/helm as `helm template` does: with Go's text/template and sprig, which are Helm's own engine, and the functions
// and objects that Helm adds to them, as far as the chart uses them. Helm itself is in neither registry that CI has; these packages are.
//
//	GO111MODULE=off GOPATH=/usr/share/gocode go run scripts/render-chart.go RELEASE NAMESPACE [VALUES.yaml...]
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"text/template"

	"github.com/Masterminds/sprig"
	"gopkg.in/yaml.v2"
)

const chartFolder = "deploy/helm"

type values = map[string]interface{}

// files is `.Files`.
type files struct{}

func (files) Get(name string) string {
	return string(read(filepath.Join(chartFolder, name)))
}

func main() {
	release, namespace := os.Args[1], os.Args[2]
	chart := readYaml("Chart.yaml")
	merged := readYaml("values.yaml")
	for _, path := range os.Args[3:] {
		merge(merged, parseYaml(read(path)))
	}
	chartValues := values{}
	for key, value := range chart {
		chartValues[strings.ToUpper(key[:1])+key[1:]] = value
	}
	root := template.New("chart").Option("missingkey=zero")
	root.Funcs(sprig.TxtFuncMap()).Funcs(helmFunctions(root))
	var names []string
	check(filepath.Walk(filepath.Join(chartFolder, "templates"), func(path string, info os.FileInfo, err error) error {
		if err != nil || info.IsDir() {
			return err
		}
		name := "certificate-gateway" + strings.TrimPrefix(path, chartFolder)
		template.Must(root.New(name).Parse(string(read(path))))
		names = append(names, name)
		return nil
	}))
	for _, name := range names {
		if strings.HasSuffix(name, ".tpl") {
			continue
		}
		var out bytes.Buffer
		check(root.ExecuteTemplate(&out, name, values{
			"Values":   merged,
			"Chart":    chartValues,
			"Files":    files{},
			"Release":  values{"Name": release, "Namespace": namespace, "Service": "Helm", "IsInstall": true, "IsUpgrade": false, "Revision": 1},
			"Template": values{"Name": name, "BasePath": "certificate-gateway/templates"},
		}))
		text := strings.ReplaceAll(out.String(), "<no value>", "")
		if strings.TrimSpace(text) == "" {
			continue
		}
		if strings.HasSuffix(name, "NOTES.txt") {
			fmt.Fprint(os.Stderr, text)
			continue
		}
		fmt.Printf("---\n# Source: %s\n%s\n", name, strings.TrimSpace(text))
	}
}

// helmFunctions returns the functions that Helm adds to those of sprig (pkg/engine/funcs.go).
func helmFunctions(root *template.Template) template.FuncMap {
	return template.FuncMap{
		"include": func(name string, data interface{}) (string, error) {
			var out bytes.Buffer
			err := root.ExecuteTemplate(&out, name, data)
			return out.String(), err
		},
		"required": func(message string, value interface{}) (interface{}, error) {
			if value == nil || value == "" {
				return nil, fmt.Errorf("%s", message)
			}
			return value, nil
		},
		"toYaml": func(value interface{}) string {
			text, err := yaml.Marshal(value)
			check(err)
			return strings.TrimSuffix(string(text), "\n")
		},
		"fromYaml": func(text string) values { return parseYaml([]byte(text)) },
	}
}

// merge adds values to others: maps are merged, null removes a key, and anything else replaces it.
func merge(into, from values) {
	for key, value := range from {
		inner, isMap := value.(values)
		before, wasMap := into[key].(values)
		switch {
		case value == nil:
			delete(into, key)
		case isMap && wasMap:
			merge(before, inner)
		default:
			into[key] = value
		}
	}
}

func readYaml(name string) values {
	return parseYaml(read(filepath.Join(chartFolder, name)))
}

// parseYaml reads YAML by way of JSON, as Helm does, so that all numbers are of one type.
func parseYaml(text []byte) values {
	var parsed interface{}
	check(yaml.Unmarshal(text, &parsed))
	asJson, err := json.Marshal(withStringKeys(parsed))
	check(err)
	result := values{}
	check(json.Unmarshal(asJson, &result))
	return result
}

func withStringKeys(value interface{}) interface{} {
	switch it := value.(type) {
	case map[interface{}]interface{}:
		result := values{}
		for key, inner := range it {
			result[fmt.Sprint(key)] = withStringKeys(inner)
		}
		return result
	case []interface{}:
		for index, inner := range it {
			it[index] = withStringKeys(inner)
		}
		return it
	default:
		return value
	}
}

func read(path string) []byte {
	text, err := os.ReadFile(path)
	check(err)
	return text
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
