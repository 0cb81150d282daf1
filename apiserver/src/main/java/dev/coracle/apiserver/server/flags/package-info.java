/** kube-apiserver's command line: its flags, and what a server is to be like by them. */
@NullMarked
package dev.coracle.apiserver.server.flags;

import org.jspecify.annotations.NullMarked;
