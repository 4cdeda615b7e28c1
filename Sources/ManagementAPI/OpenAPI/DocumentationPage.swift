internal import ProxyModel

/// The operations as one page without scripts.
enum DocumentationPage {
    static let all: [UInt8] = Array(page(Operation.all).utf8)

    private static func page(_ operations: [Operation]) -> String {
        var rows = ""
        for operation in operations {
            rows += "<tr><td>\(operation.method.rawValue)</td><td><code>\(escaped(operation.path))</code></td>"
            rows += "<td>\(escaped(operation.id))</td><td>\(operation.scope.rawValue)</td>"
            rows += "<td>\(escaped(operation.summary))</td></tr>\n"
        }
        return """
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><title>proxyd management API</title>
            <style>body{font:15px system-ui;margin:2rem}td,th{padding:.3rem .8rem;text-align:left;border-bottom:1px solid #ddd}</style>
            </head><body><h1>proxyd management API</h1>
            <p>Machine-readable: <a href="/openapi.json">openapi.json</a>. Send <code>Authorization: Bearer</code> and a token.</p>
            <table><tr><th>Method</th><th>Path</th><th>Operation</th><th>Scope</th><th>Summary</th></tr>
            \(rows)</table></body></html>

            """
    }

    private static func escaped(_ text: String) -> String {
        var result = ""
        for character in text {
            switch character {
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "&": result += "&amp;"
            default: result.append(character)
            }
        }
        return result
    }
}
