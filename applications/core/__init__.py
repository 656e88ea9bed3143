"""What every grants system needs and no business is in: jobs, files, mail, audit, money, PDF, spreadsheets."""
