internal import CCurl

/// One request on its way; confined to the thread of the transfers.
@safe final class Transfer {
    let id: UInt64
    let delivery: TransferDelivery
    /// Valid as long as the object.
    let easy: UnsafeMutableRawPointer
    private let request: FetchRequest
    private var lines: UnsafeMutablePointer<curl_slist>?
    private let message: UnsafeMutablePointer<CChar>
    private var headers: [FetchField] = []
    private var headerBytes = 0
    private var body: [UInt8] = []
    private var refusal: FetchFailure?

    private static let maxHeaderBytes = 256 << 10

    /// nil when libcurl has no memory, or refuses an option.
    init?(_ id: UInt64, _ request: FetchRequest, _ delivery: TransferDelivery) {
        guard let easy = unsafe curl_easy_init() else { return nil }
        self.id = id
        self.delivery = delivery
        unsafe self.easy = easy
        self.request = request
        unsafe self.message = .allocate(capacity: Int(CURL_ERROR_SIZE))
        unsafe self.message.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        guard self.setRequest(), self.setLimits(), self.setCallbacks() else { return nil }
    }

    deinit {
        unsafe curl_easy_cleanup(self.easy)
        unsafe curl_slist_free_all(self.lines)
        unsafe self.message.deallocate()
    }

    /// What the requester gets once libcurl is done.
    func result(_ code: CURLcode) -> Result<FetchResponse, FetchFailure> {
        if let refusal = self.refusal { return .failure(refusal) }
        guard code == CURLE_OK else {
            if code == CURLE_COULDNT_CONNECT, let path = self.request.unixSocket {
                // libcurl names the host and the port of the address, which nothing was sent to.
                return .failure(FetchFailure(.unreachable, "nobody who may be spoken to listens at the socket \(path)"))
            }
            let detail = unsafe self.message.pointee == 0 ? curl_easy_strerror(code) : UnsafePointer(self.message)
            return .failure(FetchFailure(.init(code), unsafe detail.map { unsafe String(cString: $0) } ?? ""))
        }
        let status = unsafe Int(proxyd_curl_response_code(self.easy))
        return .success(FetchResponse(status: status, headers: self.headers, body: self.body))
    }

    // MARK: What libcurl reports

    /// Takes one line of a head; false ends the transfer.
    func headerReceived(_ line: String) -> Bool {
        // A new status line: what came before belonged to an interim answer or to a redirect.
        if line.hasPrefix("HTTP/") { self.headers = [] }
        self.headerBytes += line.utf8.count
        guard self.headerBytes <= Self.maxHeaderBytes else { return self.refuse(.tooLarge, "head") }
        // RFC 9112 §2.2: a line may end with a line feed alone.
        if line == "\r\n" || line == "\n" { self.headCompleted() }
        guard let colon = line.firstIndex(of: ":"), colon != line.startIndex else { return true }
        let value = line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
        let end = value.lastIndex { !$0.isWhitespace }.map { value.index(after: $0) } ?? value.startIndex
        self.headers.append(FetchField(String(line[..<colon]), String(value[..<end])))
        return true
    }

    /// Tells a stream of a head that is no interim one.
    private func headCompleted() {
        let status = unsafe Int(proxyd_curl_response_code(self.easy))
        if status >= 200 { self.delivery.buffer?.headReceived((status, self.headers)) }
    }

    /// Takes a part of the body, or says that it shall wait, or refuses it, which ends the transfer.
    func bodyReceived(_ bytes: UnsafeRawBufferPointer) -> Reception {
        if let buffer = self.delivery.buffer { return unsafe buffer.offer(bytes) ? .taken : .waits }
        return unsafe self.collected(bytes) ? .taken : .refused
    }

    /// What becomes of a part of the body.
    enum Reception {
        case taken, waits, refused
    }

    private func collected(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard bytes.count <= self.request.maxBodyBytes - self.body.count else {
            return self.refuse(.tooLarge, "more than \(self.request.maxBodyBytes) bytes")
        }
        unsafe self.body.append(contentsOf: bytes)
        return true
    }

    /// Whether a connection may be made.
    func isPermitted(_ address: RemoteAddress) -> Bool {
        self.request.policy.permits(address) || self.refuse(.forbiddenAddress, self.request.policy.name)
    }

    private func refuse(_ code: FetchFailure.Code, _ detail: String) -> Bool {
        self.refusal = FetchFailure(code, detail)
        return false
    }

    // MARK: What libcurl is told

    private func setRequest() -> Bool {
        for field in self.request.headers + [FetchField("Expect", "")] {
            // libcurl takes "name:" as the wish not to send its own field, and "name;" as an empty value.
            let separator = field.value.isEmpty ? (field.name == "Expect" ? ":" : ";") : ": "
            guard let lines = unsafe curl_slist_append(self.lines, field.name + separator + field.value) else {
                return false
            }
            unsafe self.lines = lines
        }
        guard unsafe proxyd_curl_set_header_lines(self.easy, self.lines) == CURLE_OK,
            set(CURLOPT_URL, self.request.url), set(CURLOPT_PROTOCOLS_STR, "http,https"),
            set(CURLOPT_REDIR_PROTOCOLS_STR, "http,https"), set(CURLOPT_USERAGENT, "proxyd"),
            self.setBody(), set(CURLOPT_CUSTOMREQUEST, self.request.method)
        else { return false }
        if self.request.method == "HEAD", !set(CURLOPT_NOBODY, 1) { return false }
        if let path = self.request.unixSocket, !set(CURLOPT_UNIX_SOCKET_PATH, path) { return false }
        if let pem = self.request.caPEM {
            // The system's folder of authorities would count besides.
            let isSet = unsafe pem.withUnsafeBytes { bytes in
                unsafe proxyd_curl_set_copied_blob(self.easy, CURLOPT_CAINFO_BLOB, bytes.baseAddress, bytes.count)
                    == CURLE_OK
            }
            guard isSet, unsafe proxyd_curl_set_string(self.easy, CURLOPT_CAPATH, nil) == CURLE_OK else { return false }
        } else if let path = self.request.caFile, !set(CURLOPT_CAINFO, path) {
            return false
        }
        guard self.setClientCertificate(), self.setStream() else { return false }
        if !self.usesIntermediary, !set(CURLOPT_PROXY, "") { return false }
        // A connection that stands already was made under another policy.
        if !self.request.policy.isTrusted, !set(CURLOPT_FRESH_CONNECT, 1) || !set(CURLOPT_FORBID_REUSE, 1) {
            return false
        }
        return true
    }

    private var usesIntermediary: Bool {
        switch self.request.intermediary {
        case .none: false
        case .environment: self.request.policy.isTrusted
        }
    }

    private func setClientCertificate() -> Bool {
        guard let certificate = self.request.clientCertificate else { return true }
        // Who asks for certificates has an authority of its own: where one is named, the system's do not count besides.
        if self.request.caFile != nil, unsafe proxyd_curl_set_string(self.easy, CURLOPT_CAPATH, nil) != CURLE_OK {
            return false
        }
        return set(CURLOPT_SSLCERT, certificate.chainFile) && set(CURLOPT_SSLKEY, certificate.keyFile)
    }

    /// A stream may be silent for long, so a peer that is gone must be noticed by TCP.
    private func setStream() -> Bool {
        // A kept connection may have been closed just now, and what was sent of the content cannot be sent again.
        if self.delivery.upload != nil, !set(CURLOPT_FRESH_CONNECT, 1) { return false }
        return self.delivery.buffer == nil
            || set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1)) && set(CURLOPT_TCP_KEEPALIVE, 1)
    }

    private func setBody() -> Bool {
        if self.delivery.upload != nil { return set(CURLOPT_UPLOAD, 1) }
        guard let body = self.request.body else { return true }
        let size = curl_off_t(body.count)
        return unsafe proxyd_curl_set_size(self.easy, CURLOPT_POSTFIELDSIZE_LARGE, size) == CURLE_OK
            && body.withUnsafeBytes { bytes in
                // An empty array may have no address, which libcurl would take for "no body".
                let address = unsafe bytes.baseAddress ?? UnsafeRawPointer(self.message)
                return unsafe proxyd_curl_set_copied_body(self.easy, address) == CURLE_OK
            }
    }

    private func setLimits() -> Bool {
        set(CURLOPT_NOSIGNAL, 1)
            && set(CURLOPT_CONNECTTIMEOUT_MS, self.request.connectTimeout.clampedMilliseconds)
            && set(CURLOPT_TIMEOUT_MS, self.delivery.buffer == nil ? self.request.deadline.clampedMilliseconds : 0)
            && set(CURLOPT_FOLLOWLOCATION, self.request.maxRedirects > 0 ? 1 : 0)
            && set(CURLOPT_MAXREDIRS, self.request.maxRedirects)
    }

    private func setCallbacks() -> Bool {
        let context = unsafe Unmanaged.passUnretained(self).toOpaque()
        return unsafe proxyd_curl_set_private(self.easy, context) == CURLE_OK
            && proxyd_curl_set_error_buffer(self.easy, self.message) == CURLE_OK
            && proxyd_curl_set_header(self.easy, TransferCallbacks.header, context) == CURLE_OK
            && proxyd_curl_set_write(self.easy, TransferCallbacks.body, context) == CURLE_OK
            && proxyd_curl_set_read(self.easy, TransferCallbacks.content, context) == CURLE_OK
            && proxyd_curl_set_open_socket(self.easy, TransferCallbacks.openSocket, context) == CURLE_OK
    }

    private func set(_ option: CURLoption, _ value: Int) -> Bool {
        unsafe proxyd_curl_set_long(self.easy, option, value) == CURLE_OK
    }

    private func set(_ option: CURLoption, _ value: String) -> Bool {
        unsafe proxyd_curl_set_string(self.easy, option, value) == CURLE_OK
    }
}

extension Duration {
    /// Milliseconds from 1 to about 24 days: 0 would mean "no limit".
    fileprivate var clampedMilliseconds: Int {
        let (seconds, attoseconds) = self.components
        let milliseconds = Double(seconds) * 1_000 + Double(attoseconds) / 1e15
        return Int(min(max(milliseconds, 1), 2_000_000_000))
    }
}
