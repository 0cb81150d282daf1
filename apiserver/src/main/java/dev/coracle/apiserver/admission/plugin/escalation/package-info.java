/** Plugins that ask whether the client itself may have what it gives to others or takes on by a write. */
@NullMarked
package dev.coracle.apiserver.admission.plugin.escalation;

import org.jspecify.annotations.NullMarked;
