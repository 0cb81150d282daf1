/** The rules of apiextensions.k8s.io, as far as a CustomResourceDefinition is an object like any other. */
@NullMarked
package dev.coracle.apiserver.resource.apiextensions;

import org.jspecify.annotations.NullMarked;
