/** What a custom resource's schema demands of its objects, by the keywords of OpenAPI and those of Kubernetes. */
@NullMarked
package dev.coracle.api.schema.check;

import org.jspecify.annotations.NullMarked;
