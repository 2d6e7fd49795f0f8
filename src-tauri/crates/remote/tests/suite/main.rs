//! The clients against a scripted loopback server: what they read, and how they meet each fault.
