//! What one vulnerability means for a dossier in memory.
