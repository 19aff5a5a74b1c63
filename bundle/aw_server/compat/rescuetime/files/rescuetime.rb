# frozen_string_literal: true

# RescueTime's Analytic Data API as this computer's ActivityWatch answers it. Ruby 2.7 or later, standard library only.
#
#   require_relative "rescuetime"
#   time = RescueTime.new("KEY")
#   table = time.data(perspective: "interval", restrict_kind: "productivity")
#   table.columns; table.rows; table.records
require "csv"
require "date"
require "json"
require "net/http"
require "uri"

class RescueTime
  # The address of a server on this computer.
  HOME = "http://localhost:5600/anapi"

  # What the server refused; `kind` is "key not found", "query error", …
  class Error < StandardError
    attr_reader :kind, :status

    def initialize(kind, message, status)
      super(message)
      @kind = kind.to_s.sub(/\A#\s*/, "")
      @status = status
    end
  end

  # Columns and rows of an answer.
  Table = Struct.new(:columns, :rows) do
    # Each row as a hash by the names of the columns.
    def records
      rows.map { |row| columns.zip(row).to_h }
    end

    # All values of one column. Raises KeyError if there is none of that name.
    def column(name)
      at = columns.index(name) or raise KeyError, "there is no column #{name}"
      rows.map { |row| row[at] }
    end

    def to_csv
      CSV.generate { |csv| [columns, *rows].each { |row| csv << row } }
    end
  end

  def initialize(key, address = HOME)
    @key = key
    @address = address.chomp("/")
  end

  # The table of a question, in any of the documented spellings; dates may be Date objects.
  def data(**question)
    answer = ask("data", question.merge(format: "json"))
    Table.new(answer.fetch("row_headers"), answer.fetch("rows"))
  end

  # The same as CSV text.
  def csv(**question)
    text("data", question.merge(format: "csv"))
  end

  def daily_summary
    ask("daily_summary_feed")
  end

  def alerts(**question)
    ask("alerts_feed", question)
  end

  def highlights
    ask("highlights_feed")
  end

  def focus_started
    ask("focustime_started_feed")
  end

  def focus_ended
    ask("focustime_ended_feed")
  end

  # Needs a key that may write, as do the next three.
  def post_highlight(day, description, source: "")
    ask("highlights_post", {}, { highlight_date: day, description: description, source: source })
  end

  # `duration` in minutes; `start` a Time, a text YYYY-MM-DD HH:MM:SS or seconds of Unix time.
  def post_offline_time(start, duration, name, details: "")
    start = start.to_i if start.is_a?(Time)
    posted = { start_time: start, duration: duration, activity_name: name, activity_details: details }
    ask("offline_time_post", {}, posted)
  end

  # `minutes`: a multiple of 5, or -1 until the day ends.
  def start_focus(minutes)
    ask("start_focustime", {}, { duration: minutes })
  end

  def end_focus
    ask("end_focustime", {}, {})
  end

  private

  def ask(path, question = {}, posted = nil)
    JSON.parse(text(path, question, posted))
  end

  def text(path, question, posted = nil)
    uri = URI("#{@address}/#{path}")
    uri.query = URI.encode_www_form(question.compact.transform_values(&:to_s))
    request = posted ? Net::HTTP::Post.new(uri) : Net::HTTP::Get.new(uri)
    request["Authorization"] = "Bearer #{@key}"
    request.set_form_data(posted.transform_values(&:to_s)) if posted
    # Nobody in between: the server is close, and a proxy would see the key.
    answer = Net::HTTP.start(uri.hostname, uri.port, nil, use_ssl: uri.scheme == "https") { |http| http.request(request) }
    body = answer.body.force_encoding(Encoding::UTF_8)
    refuse(answer, body)
    body
  end

  def refuse(answer, body)
    found = answer["Content-Type"].to_s.include?("json") ? JSON.parse(body) : {}
    status = answer.code.to_i
    raise Error.new(found["error"], found["messages"], status) if found.is_a?(Hash) && found.key?("error")
    raise Error.new("failed", "the server answered #{status}", status) if status >= 400
  end
end
