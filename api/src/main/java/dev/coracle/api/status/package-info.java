/** The API's own errors: what a client gets in place of an object. Source: Kubernetes API conventions, Response Status Kind. */
@NullMarked
package dev.coracle.api.status;

import org.jspecify.annotations.NullMarked;
