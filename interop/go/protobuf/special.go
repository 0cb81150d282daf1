package main

import (
	"fmt"
	"time"

	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/intstr"
	"sigs.k8s.io/randfill"
)

// What may not be anything that its Go type can hold.
func special(prefix string) []any {
	return []any{
		func(*metav1.TypeMeta, randfill.Continue) {}, // it stands in the envelope
		func(s *string, c randfill.Continue) { *s = fmt.Sprintf("%s-é%d", prefix, c.Intn(100)) },
		func(t *metav1.Time, c randfill.Continue) { t.Time = time.Unix(c.Int63n(4e9), 0).UTC() },
		func(t *metav1.MicroTime, c randfill.Continue) {
			t.Time = time.Unix(c.Int63n(4e9), c.Int63n(1e6)*1000).UTC()
		},
		func(q *resource.Quantity, c randfill.Continue) {
			*q = resource.MustParse([]string{"0", "1", "250m", "64Mi", "1e3", "3G"}[c.Intn(6)])
		},
		func(v *intstr.IntOrString, c randfill.Continue) {
			*v = []intstr.IntOrString{intstr.FromInt32(0), intstr.FromInt32(8080), intstr.FromString("25%")}[c.Intn(3)]
		},
		func(r *runtime.RawExtension, c randfill.Continue) {
			r.Raw = []byte(fmt.Sprintf(`{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"n%d"}}`, c.Intn(9)))
		},
		func(f *metav1.FieldsV1, c randfill.Continue) { f.Raw = []byte(`{"f:metadata":{"f:labels":{}}}`) },
		func(j *apiextensionsv1.JSON, c randfill.Continue) {
			j.Raw = []byte([]string{`1`, `"text"`, `{"a":[true,null]}`}[c.Intn(3)])
		},
		func(p *apiextensionsv1.JSONSchemaPropsOrArray, c randfill.Continue) {
			p.Schema = &apiextensionsv1.JSONSchemaProps{Type: "string"}
			if c.Bool() {
				*p = apiextensionsv1.JSONSchemaPropsOrArray{JSONSchemas: []apiextensionsv1.JSONSchemaProps{{Type: "string"}, {Type: "integer"}}}
			}
		},
		func(p *apiextensionsv1.JSONSchemaPropsOrBool, c randfill.Continue) {
			p.Allows = c.Bool()
			if c.Bool() {
				*p = apiextensionsv1.JSONSchemaPropsOrBool{Allows: true, Schema: &apiextensionsv1.JSONSchemaProps{Type: "string"}}
			}
		},
		func(p *apiextensionsv1.JSONSchemaPropsOrStringArray, c randfill.Continue) {
			p.Property = []string{"a", "b"}
			if c.Bool() {
				*p = apiextensionsv1.JSONSchemaPropsOrStringArray{Schema: &apiextensionsv1.JSONSchemaProps{Type: "string"}}
			}
		},
		func(p *apiextensionsv1.JSONSchemaProps, c randfill.Continue) {
			*p = apiextensionsv1.JSONSchemaProps{Type: "object", Description: "d", Ref: nil, Required: []string{"a"},
				Properties: map[string]apiextensionsv1.JSONSchemaProps{"a": {Type: "array", Items: &apiextensionsv1.JSONSchemaPropsOrArray{
					Schema: &apiextensionsv1.JSONSchemaProps{XIntOrString: true}}}}}
			c.FillNoCustom(&p.ExternalDocs)
			c.FillNoCustom(&p.MaxLength)
			c.FillNoCustom(&p.Maximum)
			c.FillNoCustom(&p.XListType)
			c.FillNoCustom(&p.XValidations)
			c.Fill(&p.Default)
			c.Fill(&p.AdditionalProperties)
			c.Fill(&p.Enum)
		},
	}
}
