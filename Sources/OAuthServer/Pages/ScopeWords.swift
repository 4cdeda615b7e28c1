/// What scopes mean, in words.
enum ScopeWords {
    /// The entries of a list; a scope that no words are known for stands for itself.
    static func entries(_ scopes: [String]) -> [HTML] {
        scopes.isEmpty ? ["Use it in your name"] : scopes.map(entry)
    }

    /// The scopes of a key in one line; none stands for all.
    static func line(_ scopes: [String]) -> HTML {
        guard !scopes.isEmpty else { return "All permissions" }
        return scopes.map(entry).enumerated().reduce(HTML()) { line, next in
            next.offset == 0 ? next.element : "\(line) · \(next.element)"
        }
    }

    /// What one scope means.
    static func entry(_ scope: String) -> HTML {
        switch scope {
        case "mcp": "Use its tools, resources and prompts"
        case "mcp:read": "See its tools, resources and prompts, and read from them"
        case "mcp:write": "Use tools that change something"
        case "mcp:tools": "Use its tools"
        case "mcp:resources": "Read its resources"
        case "mcp:prompts": "Use its prompts"
        case "mcp:admin": "Manage it"
        case "profile": "Know your name"
        case "email": "Know your e-mail address"
        case "offline_access": "Stay connected while you are away"
        default: "Use the permission <code>\(DisplayText.line(scope, limit: 60))</code>"
        }
    }
}
