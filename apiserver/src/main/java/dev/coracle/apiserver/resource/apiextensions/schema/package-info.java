/** What the schema of a CustomResourceDefinition's version must be. Source: apiextensions.k8s.io/v1, structural schemas. */
@NullMarked
package dev.coracle.apiserver.resource.apiextensions.schema;

import org.jspecify.annotations.NullMarked;
