// type-facts prints what Kubernetes' OpenAPI does not say of its Go types and JSON and protobuf show all the same: which scalar fields
// are pointers (so that a zero is told from an absence), and which fields are written even when nothing is set, with what value.
// Run it with the Kubernetes version of the catalogue in go.mod:
//
//	go mod tidy && go run . CATALOGUE > ../../api/src/main/resources/dev/coracle/api/gotypes/go-types-1.36.json
//
// CATALOGUE is the catalogue's JSON file; types that it does not define are left out.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"reflect"
	"sort"
	"strings"

	apiextensions "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/client-go/kubernetes/scheme"
	aggregator "k8s.io/kube-aggregator/pkg/apis/apiregistration/v1"
)

type facts struct {
	Pointers []string       `json:"pointers,omitempty"`
	Always   map[string]any `json:"always,omitempty"`
}

type named interface{ OpenAPIModelName() string }

var out = map[string]*facts{}
var seen = map[reflect.Type]bool{}

func main() {
	s := runtime.NewScheme()
	must(scheme.AddToScheme(s))
	must(apiextensions.AddToScheme(s))
	must(aggregator.AddToScheme(s))
	for _, t := range s.AllKnownTypes() {
		walk(t)
	}
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: type-facts CATALOGUE")
		os.Exit(2)
	}
	text, err := os.ReadFile(os.Args[1])
	must(err)
	var catalogue struct{ Definitions map[string]any }
	must(json.Unmarshal(text, &catalogue))
	for name, f := range out {
		if _, defined := catalogue.Definitions[name]; !defined {
			delete(out, name)
			continue
		}
		if len(f.Pointers) == 0 && len(f.Always) == 0 {
			delete(out, name)
		}
		sort.Strings(f.Pointers)
	}
	names := make([]string, 0, len(out))
	for name := range out {
		names = append(names, name)
	}
	sort.Strings(names)
	fmt.Println("{")
	for i, name := range names {
		line, err := json.Marshal(out[name])
		must(err)
		comma := ","
		if i == len(names)-1 {
			comma = ""
		}
		fmt.Printf("%q:%s%s\n", name, line, comma)
	}
	fmt.Println("}")
}

func walk(t reflect.Type) {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice || t.Kind() == reflect.Map {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct || seen[t] {
		return
	}
	seen[t] = true
	f := &facts{Always: map[string]any{}}
	fields(t, f)
	if n, ok := reflect.New(t).Interface().(named); ok {
		// Types that print themselves (times, quantities) have no fields of their own.
		if _, prints := reflect.New(t).Interface().(json.Marshaler); !prints {
			out[n.OpenAPIModelName()] = f
		}
	}
}

// fields collects those of t, with those of structs that JSON inlines.
func fields(t reflect.Type, f *facts) {
	for i := 0; i < t.NumField(); i++ {
		field := t.Field(i)
		if !field.IsExported() {
			continue
		}
		walk(field.Type)
		tag := strings.Split(field.Tag.Get("json"), ",")
		if tag[0] == "-" {
			continue
		}
		if tag[0] == "" {
			inlined := field.Type
			if inlined.Kind() == reflect.Pointer {
				inlined = inlined.Elem()
			}
			if inlined.Kind() == reflect.Struct {
				fields(inlined, f)
			}
			continue
		}
		if field.Type.Kind() == reflect.Pointer && scalar(field.Type.Elem().Kind()) {
			f.Pointers = append(f.Pointers, tag[0])
		}
		zero, err := json.Marshal(reflect.New(reflect.StructOf([]reflect.StructField{{
			Name: field.Name, Type: field.Type, Tag: field.Tag,
		}})).Interface())
		must(err)
		var printed map[string]any
		must(json.Unmarshal(zero, &printed))
		for name, value := range printed {
			if m, ok := value.(map[string]any); ok && len(m) > 0 {
				value = map[string]any{} // the nested type has facts of its own
			}
			f.Always[name] = value
		}
	}
}

func scalar(k reflect.Kind) bool {
	return k == reflect.Bool || k == reflect.String || k >= reflect.Int && k <= reflect.Float64
}

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
