extension DoctorClient {
    /// The clients whose sequences are played.
    package static let known: [DoctorClient] = [
        claude, claudeCode, visualStudioCode, cursor, chatGPT, codex, pythonSDK2, pythonSDK1, inspector,
    ]

    private static let claude: DoctorClient = {
        var client = DoctorClient(
            "claude", "claude.ai", registrationName: "Claude",
            redirectURIs: ["https://claude.ai/api/mcp/auth_callback", "https://claude.com/api/mcp/auth_callback"])
        client.isHosted = true
        client.userAgent = "Claude-User"
        client.signInUserAgent = "python-httpx/0.28.1"
        client.authenticationMethod = "client_secret_post"
        client.registersTwice = true
        client.document = Document(
            url: "https://claude.ai/oauth/mcp-oauth-client-metadata",
            redirectURI: "https://claude.ai/api/mcp/auth_callback")
        return client
    }()

    private static let claudeCode: DoctorClient = {
        var client = DoctorClient(
            "claude-code", "Claude Code", registrationName: "Claude Code (doctor)",
            redirectURIs: ["http://localhost:3118/callback"])
        client.document = Document(
            url: "https://claude.ai/oauth/claude-code-client-metadata", redirectURI: "http://localhost:3118/callback")
        return client
    }()

    private static let visualStudioCode: DoctorClient = {
        var client = DoctorClient(
            "vscode", "VS Code", registrationName: "Visual Studio Code",
            redirectURIs: [
                "https://insiders.vscode.dev/redirect", "https://vscode.dev/redirect", "http://127.0.0.1/",
                "http://127.0.0.1:33418/",
            ])
        client.document = Document(
            url: "https://vscode.dev/oauth/client-metadata.json", redirectURI: "http://127.0.0.1:33418/")
        return client
    }()

    private static let cursor = DoctorClient(
        "cursor", "Cursor",
        redirectURIs: [
            "http://localhost:8787/callback", "https://www.cursor.com/agents/mcp/oauth/callback",
            "cursor://anysphere.cursor-mcp/oauth/callback",
        ])

    private static let chatGPT: DoctorClient = {
        var client = DoctorClient(
            "chatgpt", "ChatGPT", redirectURIs: ["https://chatgpt.com/connector_platform_oauth_redirect"])
        client.isHosted = true
        client.signsAssertions = true
        client.document = Document(
            url: "https://chatgpt.com/oauth/client.json",
            redirectURI: "https://chatgpt.com/connector_platform_oauth_redirect")
        return client
    }()

    private static let codex: DoctorClient = {
        var client = DoctorClient("codex", "Codex", redirectURIs: ["http://127.0.0.1:41999/callback"])
        client.sendsResource = false
        client.document = Document(
            url: "https://chatgpt.com/oauth/codex/client.json", redirectURI: "http://127.0.0.1:41999/callback")
        return client
    }()

    private static let pythonSDK2: DoctorClient = {
        var client = DoctorClient(
            "sdk-2", "MCP SDK 2.3", registrationName: "doctor", redirectURIs: ["http://localhost:3030/callback"])
        client.revision = .withoutSessions
        client.signInUserAgent = ""
        client.applicationType = "native"
        client.resourceRule = .parent
        return client
    }()

    private static let pythonSDK1: DoctorClient = {
        var client = DoctorClient(
            "sdk-1", "MCP SDK 1.30", registrationName: "doctor", redirectURIs: ["http://localhost:3030/callback"])
        client.authenticationMethod = nil
        client.signInUserAgent = ""
        client.resourceRule = .parent
        return client
    }()

    private static let inspector: DoctorClient = {
        var client = DoctorClient(
            "inspector", "MCP Inspector",
            redirectURIs: ["http://localhost:6274/oauth/callback", "http://localhost:6274/oauth/callback/debug"])
        client.isInBrowser = true
        return client
    }()
}
