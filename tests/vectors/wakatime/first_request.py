import requests
import os

# It's best practice to store your API key in an environment variable
# For demonstration, replace 'YOUR_WAKATIME_API_KEY' with your actual key if not using env vars
WAKATIME_API_KEY = os.getenv('WAKATIME_API_KEY', 'YOUR_WAKATIME_API_KEY')

api_url = "https://wakatime.com/api/v1/users/current"

# Parameters for the request, including the API key
params = {
    'api_key': WAKATIME_API_KEY
}

try:
    response = requests.get(api_url, params=params)
    response.raise_for_status() # Raise an HTTPError for bad responses (4xx or 5xx)

    user_data = response.json()
    print("Successfully retrieved user data:")
    print(f"Username: {user_data['data']['username']}")
    print(f"Email: {user_data['data']['email']}")
    print(f"Website: {user_data['data']['website']}")
    print(f"Created At: {user_data['data']['created_at']}")

except requests.exceptions.HTTPError as http_err:
    print(f"HTTP error occurred: {http_err}")
    print(f"Response content: {response.text}")
except requests.exceptions.ConnectionError as conn_err:
    print(f"Connection error occurred: {conn_err}")
except requests.exceptions.Timeout as timeout_err:
    print(f"Timeout error occurred: {timeout_err}")
except requests.exceptions.RequestException as req_err:
    print(f"An unexpected error occurred: {req_err}")
