"""Warnings that reach people: cut to the reader's scope, once each, acknowledged or escalated, in their hours."""
