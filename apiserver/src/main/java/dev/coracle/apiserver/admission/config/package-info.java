/** What {@code --admission-control-config-file} says to admission plugins. */
@NullMarked
package dev.coracle.apiserver.admission.config;

import org.jspecify.annotations.NullMarked;
