/** What every component's process shares: its own HTTPS port, its flags. */
@NullMarked
package dev.coracle.client.component;

import org.jspecify.annotations.NullMarked;
