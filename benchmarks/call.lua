-- One call again and again: wrk -s call.lua URL -- FILE TYPE [JSON_LENGTH]
-- FILE is the body, TYPE its media type, JSON_LENGTH the length of the JSON before binary tensors.
function init(arguments)
  local file = assert(io.open(arguments[1], "rb"))
  wrk.method = "POST"
  wrk.body = file:read("*a")
  wrk.headers["Content-Type"] = arguments[2]
  if arguments[3] then wrk.headers["Inference-Header-Content-Length"] = arguments[3] end
  file:close()
end
